// The places of this fleet: a real one has no practice screen.
import { useRead } from '../bridge/queries.ts';
import { PLACES, type Place } from './navigation.ts';

export function usePlaces(): readonly Place[] {
  const fleet = useRead('app.status', {}).data?.fleet;
  return fleet === 'practice' ? PLACES : PLACES.filter((place) => place.practiceOnly !== true);
}
