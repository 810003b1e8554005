export { addCalendarMonths } from './retention.ts';
