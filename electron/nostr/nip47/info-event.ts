// Info event (kind 13194): what a connection may ask and how. Replaceable and public: relays drop it after days, so it is sent daily.
import { NWC_EXTENSIONS, NWC_KINDS, type NwcMethod } from '../../../shared/domain/nwc.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { EventTemplate } from '../event.ts';
import { grantedNotifications } from './notifications.ts';
import { ENCRYPTION } from './request.ts';

export function infoEvent(methods: readonly NwcMethod[], at: UnixSeconds): EventTemplate {
  const notifications = grantedNotifications(methods);
  const told = notifications.length > 0;
  return {
    kind: NWC_KINDS.info,
    created_at: at,
    content: [...methods, ...(told ? ['notifications'] : [])].join(' '),
    tags: [
      ['encryption', ENCRYPTION],
      ...(told ? [['notifications', notifications.join(' ')]] : []),
      ['extensions', NWC_EXTENSIONS.join(' ')],
    ],
  };
}
