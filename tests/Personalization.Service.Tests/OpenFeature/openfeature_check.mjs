// Evaluates placements with OpenFeature's own SDKs; what they answered goes to standard output as one JSON object.
// Arguments: the service's address, a key, and the prefix of the placements' keys.
import { createRequire } from 'node:module';
import path from 'node:path';

const [baseUrl, key, prefix] = process.argv.slice(2);
const load = createRequire(path.join(process.cwd(), 'package.json'));
const server = load('@openfeature/server-sdk');
const { OFREPProvider } = load('@openfeature/ofrep-provider');
const web = load('@openfeature/web-sdk');
const { OFREPWebProvider } = load('@openfeature/ofrep-web-provider');

const headers = [['Authorization', `Bearer ${key}`]];
const answered = {};
const tell = (name, details) => {
  answered[name] = {
    value: details.value, reason: details.reason, variant: details.variant, error: details.errorCode,
    decision: typeof details.flagMetadata?.decision_id, because: details.flagMetadata?.decision_reason,
  };
};

await server.OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl, headers }));
const client = server.OpenFeature.getClient();
const customer = { targetingKey: `${prefix}-customer`, device: 'mobile' };
tell('boolean', await client.getBooleanDetails(`${prefix}-boolean`, false, customer));
tell('string', await client.getStringDetails(`${prefix}-string`, 'none', customer));
tell('number', await client.getNumberDetails(`${prefix}-number`, 0, customer));
tell('object', await client.getObjectDetails(`${prefix}-object`, {}, customer));
tell('targeted', await client.getStringDetails(`${prefix}-targeted`, 'none', customer));
tell('untargeted', await client.getStringDetails(`${prefix}-targeted`, 'none', { ...customer, device: 'desktop' }));
tell('template', await client.getStringDetails(`${prefix}-template`, 'none', customer));
tell('empty', await client.getStringDetails(`${prefix}-empty`, 'none', customer));
tell('mismatch', await client.getBooleanDetails(`${prefix}-string`, true, customer));
tell('unknown', await client.getBooleanDetails(`${prefix}-unknown`, true, customer));
tell('nobody', await client.getBooleanDetails(`${prefix}-boolean`, false, {}));
tell('invalid', await client.getBooleanDetails(`${prefix}-boolean`, false, { targetingKey: 7 }));
await server.OpenFeature.setProviderAndWait(
  'stranger', new OFREPProvider({ baseUrl, headers: [['Authorization', 'Bearer nobody']] }));
tell('stranger', await server.OpenFeature.getClient('stranger').getBooleanDetails(`${prefix}-boolean`, false, customer));

// The web provider evaluates in bulk; every exchange is noted as status, what If-None-Match was sent and its ETag.
const bulk = [];
const fetchImplementation = async (input, init) => {
  const request = new Request(input, init);
  const response = await fetch(request.clone());
  bulk.push({ status: response.status, sent: request.headers.get('If-None-Match'), tag: response.headers.get('ETag') });
  return response;
};
await web.OpenFeature.setContext({ ...customer });
await web.OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl, headers, fetchImplementation, pollInterval: 0 }));
const page = web.OpenFeature.getClient();
tell('bulk-boolean', page.getBooleanDetails(`${prefix}-boolean`, false));
tell('bulk-object', page.getObjectDetails(`${prefix}-object`, {}));
tell('bulk-unknown', page.getBooleanDetails(`${prefix}-unknown`, true));
await web.OpenFeature.setContext({ ...customer, again: true });
tell('bulk-cached', page.getBooleanDetails(`${prefix}-boolean`, false));
await web.OpenFeature.setContext({ ...customer, device: 'desktop' });
tell('bulk-changed', page.getStringDetails(`${prefix}-targeted`, 'none'));
await server.OpenFeature.close();
await web.OpenFeature.close();
console.log(JSON.stringify({ answered, bulk }));
