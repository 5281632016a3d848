// Why no second vault is made: said by the core, and by the control command before it asks for a passphrase nobody would need.
import { refuse, type Refusal } from '../../shared/domain/result.ts';

export const refusalOfSecondVault = (): Refusal<'vault_exists'> =>
  refuse(
    'vault_exists',
    'There is a vault already. It was left as it is and no other was made. Open it with vault.unlock; for another fleet, name another folder with --data.',
  );
