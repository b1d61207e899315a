// undici, by Host.    node-undici.mjs PORT      prints ok NAME, or FAIL NAME: why
import { createRequire } from 'node:module';

const { Client } = createRequire(`${process.env.WEFT_NODE_MODULES}/`)('undici');
const client = new Client(`http://127.0.0.1:${process.argv[2]}`, { headersTimeout: 10000, bodyTimeout: 10000 });

async function ask(method, path, body) {
  const interim = [];
  const onInfo = ({ statusCode }) => interim.push(statusCode);
  const answer = await client.request({ method, path, body, headers: { host: 'origin' }, onInfo });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return {
    status: answer.statusCode,
    body: bytes,
    cookies: answer.headers['set-cookie'],
    trailers: answer.trailers,
    interim,
  };
}

function equal(one, other) {
  if (JSON.stringify(one) !== JSON.stringify(other)) {
    throw new Error(`${JSON.stringify(one)}, not ${JSON.stringify(other)}`);
  }
}

async function check(name, action) {
  try {
    await action();
    console.log('ok', name);
  } catch (error) {
    console.log('FAIL', `${name}:`, error.message);
  }
}

async function fails(path) {
  try {
    await ask('GET', path);
  } catch {
    return;
  }
  throw new Error('a cut answer was taken for whole');
}

await check('two hundred, one after another', async () => {
  for (let i = 0; i < 200; i++) equal((await ask('GET', '/echo')).status, 200);
});
await check('post of 3 MB', async () =>
  equal(JSON.parse((await ask('POST', '/echo', Buffer.alloc(3000000))).body).size, 3000000));
await check('10 MB', async () => equal((await ask('GET', '/big/10000000')).body.length, 10000000));
await check('interim answers', async () => equal((await ask('GET', '/interim')).interim, [102, 103, 103]));
await check('trailers', async () => equal((await ask('GET', '/trailers')).trailers, { 'x-sum': '42' }));
await check('cookies apart', async () => equal((await ask('GET', '/cookies')).cookies, ['a=1, x', 'b=2']));
await check('cut by length', () => fails('/cut-length'));
await check('cut in chunks', () => fails('/cut-chunked'));
await check('reset', () => fails('/reset'));
await client.destroy();
