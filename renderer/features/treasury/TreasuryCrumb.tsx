// TreasuryCrumb: the way back to the treasury, above the title of its pages.
import { Link } from '@tanstack/react-router';

export function TreasuryCrumb() {
  return (
    <Link to="/treasury" className="hover:text-ink hover:underline">
      Treasury
    </Link>
  );
}
