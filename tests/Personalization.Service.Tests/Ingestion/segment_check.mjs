// Sends every call with Segment's own library for Node; what it was told goes to standard output as one JSON object.
// Arguments: the service's address, a key, and the prefix of the ids.
import { createRequire } from 'node:module';
import path from 'node:path';

const [host, writeKey, prefix] = process.argv.slice(2);
const { Analytics } = createRequire(path.join(process.cwd(), 'package.json'))('@segment/analytics-node');

const answers = [];
const noting = async (url, options) => {
  const response = await fetch(url, options);
  const text = await response.clone().text();
  answers.push({ status: response.status, body: text.length > 0 ? JSON.parse(text) : null, path: new URL(url).pathname });
  return response;
};
const errors = [];
const open = (key) => {
  const analytics = new Analytics({ host, writeKey: key, httpClient: noting, flushAt: 20, maxRetries: 1 });
  analytics.on('error', (error) => errors.push(error.code));
  return analytics;
};

const [userId, anonymousId] = [`${prefix}-customer`, `${prefix}-visitor`];
const analytics = open(writeKey);
const delivered = [];
const note = (error, context) => delivered.push(error ? 'failed' : context.event.type);
analytics.page({ anonymousId, category: 'shop', name: 'Home', properties: { path: '/' } }, note);
analytics.track({ anonymousId, event: 'Product Viewed', properties: { product_id: 'p1', price: 19.9 } }, note);
analytics.identify({ userId, anonymousId, traits: { plan: 'gold', createdAt: new Date('2026-01-01T00:00:00Z') } }, note);
analytics.track({
  userId, event: 'Order Completed', timestamp: new Date('2026-03-10T11:00:00Z'),
  properties: { order_id: 'o1', total: 39.8, products: [{ product_id: 'p1', price: 19.9, quantity: 2 }] },
}, note);
analytics.screen({ userId, name: 'Account' }, note);
analytics.group({ userId, groupId: 'g1', traits: { name: 'Acme' } }, note);
analytics.alias({ userId, previousId: `${prefix}-before` }, note);
const messageId = `${prefix}-twice`;
analytics.track({ userId, event: 'Ünïcødé 漢字 🎉', messageId }, note);
analytics.track({ userId, event: 'Ünïcødé 漢字 🎉', messageId }, note);
await analytics.closeAndFlush();

const stranger = open('nobody');
stranger.track({ userId, event: 'Refused' }, (error) => delivered.push(error ? 'refused' : 'taken'));
await stranger.closeAndFlush();
console.log(JSON.stringify({ answers, delivered, errors }));
