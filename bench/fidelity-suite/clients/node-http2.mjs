// Node's http2 without TLS.    node-http2.mjs PORT      prints ok NAME, or FAIL NAME: why
import http2 from 'node:http2';

const session = http2.connect(`http://127.0.0.1:${process.argv[2]}`);
session.on('error', (error) => console.log('FAIL', 'session:', error.message));

function ask(method, path, write = (stream) => stream.end(), options = {}) {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': method, ':path': path, ':authority': 'origin' }, options);
    const said = { interim: [], trailers: {} };
    const parts = [];
    stream.setTimeout(10000, () => stream.destroy(new Error('timeout')));
    stream.on('headers', (head) => said.interim.push(head[':status']));
    stream.on('response', (head) => Object.assign(said, { status: head[':status'], cookies: head['set-cookie'] }));
    stream.on('trailers', (trailers) => (said.trailers = { ...trailers }));
    stream.on('data', (part) => parts.push(part));
    stream.on('error', reject);
    stream.on('aborted', () => reject(new Error('aborted')));
    stream.on('end', () => setImmediate(() => resolve({ ...said, body: Buffer.concat(parts) })));
    write(stream);
  });
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
await check('a hundred at once', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, (_, i) => ask('GET', `/echo?${i}`)));
  all.forEach((one, i) => equal(JSON.parse(one.body).target, `/echo?${i}`));
});
await check('post of 3 MB', async () =>
  equal(JSON.parse((await ask('POST', '/echo', (s) => s.end(Buffer.alloc(3000000)))).body).size, 3000000));
await check('a trailer there', async () => {
  const answer = await ask(
    'POST',
    '/echo',
    (s) => {
      s.on('wantTrailers', () => s.sendTrailers({ 'x-sum': '42' }));
      s.end('0123456789');
    },
    { waitForTrailers: true },
  );
  equal(JSON.parse(answer.body).trailers['x-sum'], '42');
});
await check('10 MB', async () => equal((await ask('GET', '/big/10000000')).body.length, 10000000));
await check('interim answers', async () => equal((await ask('GET', '/interim')).interim, [102, 103, 103]));
await check('trailers', async () => equal((await ask('GET', '/trailers')).trailers, { 'x-sum': '42' }));
await check('cookies apart', async () => equal((await ask('GET', '/cookies')).cookies, ['a=1, x', 'b=2']));
await check('cut by length', () => fails('/cut-length'));
await check('cut in chunks', () => fails('/cut-chunked'));
await check('reset', () => fails('/reset'));
session.close();
