// Node's http, by Host.    node.mjs PORT      prints ok NAME, or FAIL NAME: why
import http from 'node:http';

const port = Number(process.argv[2]);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(method, path, write = (request) => request.end()) {
  return new Promise((resolve, reject) => {
    const interim = [];
    const request = http.request(
      { host: '127.0.0.1', port, agent, method, path, headers: { Host: 'origin' }, timeout: 10000 },
      (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode,
            body: Buffer.concat(parts),
            cookies: answer.headers['set-cookie'],
            trailers: answer.trailers,
            interim,
          }),
        );
      },
    );
    request.on('information', (information) => interim.push(information.statusCode));
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
    write(request);
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

await check('get', async () => equal((await ask('GET', '/echo')).status, 200));
await check('two hundred on one connection', async () => {
  for (let i = 0; i < 200; i++) equal((await ask('GET', '/echo')).status, 200);
});
await check('post of 3 MB', async () =>
  equal(JSON.parse((await ask('POST', '/echo', (r) => r.end(Buffer.alloc(3000000)))).body).size, 3000000));
await check('chunks and a trailer', async () => {
  const answer = await ask('POST', '/echo', (r) => {
    r.setHeader('Trailer', 'X-Sum');
    r.write('0123456789');
    r.write('0123456789');
    r.addTrailers({ 'X-Sum': '42' });
    r.end();
  });
  const said = JSON.parse(answer.body);
  equal([said.size, said.trailers['x-sum']], [20, '42']);
});
await check('10 MB', async () => equal((await ask('GET', '/big/10000000')).body.length, 10000000));
await check('interim answers', async () => equal((await ask('GET', '/interim')).interim, [102, 103, 103]));
await check('trailers', async () => equal((await ask('GET', '/trailers')).trailers, { 'x-sum': '42' }));
await check('cookies apart', async () => equal((await ask('GET', '/cookies')).cookies, ['a=1, x', 'b=2']));
await check('cut by length', () => fails('/cut-length'));
await check('cut in chunks', () => fails('/cut-chunked'));
await check('reset', () => fails('/reset'));
agent.destroy();
