// Notifications (extension 02): money moved, told to the connections that could have asked. A hint only; lookups are the truth.
import { NWC_KINDS, NWC_NOTIFICATIONS, type NwcMethod } from '../../../shared/domain/nwc.ts';
import type { MoneyMoved } from '../../gate/gate.ts';
import { transactionObject } from './transaction.ts';

export type NotificationType = (typeof NWC_NOTIFICATIONS)[number];

/** A connection is told by itself only what one of these methods would tell it when it asks. */
const TOLD_TO: Readonly<Record<NotificationType, readonly NwcMethod[]>> = {
  payment_received: ['make_invoice', 'lookup_invoice', 'lookup_payment', 'list_transactions'],
  payment_sent: ['pay_invoice', 'pay', 'lookup_invoice', 'lookup_payment', 'list_transactions'],
};

export const grantedNotifications = (methods: readonly NwcMethod[]): readonly NotificationType[] =>
  NWC_NOTIFICATIONS.filter((type) => TOLD_TO[type].some((method) => methods.includes(method)));

export const notificationType = (moved: MoneyMoved): NotificationType =>
  moved.kind === 'sent' ? 'payment_sent' : 'payment_received';

export const NOTIFICATION_KIND = NWC_KINDS.notification;

/** The plain text of a 23197 event. */
export const notificationText = (moved: MoneyMoved): string =>
  JSON.stringify({
    notification_type: notificationType(moved),
    notification: transactionObject(moved.transaction),
  });
