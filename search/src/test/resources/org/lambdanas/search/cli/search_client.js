// Is guided by a study over gRPC, with Node's own modules only.
//
// usage: search_client.js PORT VALUES METHOD QUERIES SEED
//
// METHOD is the number of a StrategyKind, VALUES a JSON file with the value of each architecture:
// that stands for training it. Prints each proposal with its value, then the best. Goes on when the
// server was away.

'use strict';

const fs = require('fs');
const http2 = require('http2');

const STUDY = 'node';
const UNAVAILABLE = 14;

// As much of protobuf's wire format as the messages here need: a message is written as pairs of a
// field's number and its value, and read as a map from numbers to lists of values.

function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) {
    bytes.push((number % 128) | 128);
  }
  return Buffer.from([...bytes, number]);
}

class Double {
  constructor(value) {
    this.value = value;
  }
}

function write(...fields) {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') {
        return Buffer.concat([varint(number * 8), varint(value)]);
      }
      if (value instanceof Double) {
        const bytes = Buffer.alloc(8);
        bytes.writeDoubleLE(value.value);
        return Buffer.concat([varint(number * 8 + 1), bytes]);
      }
      const bytes = Buffer.from(value);
      return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
    }),
  );
}

function read(bytes) {
  const fields = new Map();
  let at = 0;
  const next = () => {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      number += (byte % 128) * factor;
      if (byte < 128) {
        return number;
      }
    }
  };
  while (at < bytes.length) {
    const tag = next();
    let value;
    switch (tag % 8) {
      case 0:
        value = next();
        break;
      case 1:
        value = bytes.readDoubleLE(at);
        at += 8;
        break;
      case 2: {
        const end = next() + at;
        value = bytes.subarray(at, end);
        at = end;
        break;
      }
      default:
        throw new Error('unexpected wire type ' + (tag % 8));
    }
    const number = Math.floor(tag / 8);
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

let session;

function connect(port) {
  if (!session || session.destroyed || session.closed) {
    session = http2.connect('http://127.0.0.1:' + port);
    session.on('error', () => {});
  }
  return session;
}

function call(port, method, message) {
  return new Promise((resolve, reject) => {
    const away = (problem) => reject(new Refused(UNAVAILABLE, String(problem)));
    let status;
    let problem;
    const take = (headers) => {
      status = headers['grpc-status'] ?? status;
      problem = headers['grpc-message'] ?? problem;
    };
    const parts = [];
    const stream = connect(port).request({
      ':method': 'POST',
      ':path': '/lambdanas.v1.SearchService/' + method,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('response', take);
    stream.on('trailers', take);
    stream.on('data', (part) => parts.push(part));
    stream.on('error', away);
    stream.on('close', () => {
      if (status === undefined) {
        away('no status');
      } else if (Number(status) !== 0) {
        reject(new Refused(Number(status), decodeURIComponent(problem ?? '')));
      } else {
        // Behind a flag and the length.
        resolve(read(Buffer.concat(parts).subarray(5)));
      }
    });
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([head, message]));
  });
}

async function untiring(port, method, message) {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      return [await call(port, method, message), attempt > 0];
    } catch (error) {
      if (error.code !== UNAVAILABLE) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error('the server is gone');
}

async function ask(port) {
  let [answer, repeated] = await untiring(port, 'Ask', write([1, STUDY], [2, 1]));
  if (repeated) {
    // The first answer may have been lost: what it held is out, before this one.
    [answer] = await untiring(port, 'Ask', write([1, STUDY], [2, 1000], [3, 1]));
  }
  return (answer.get(1) ?? []).map(read);
}

async function main() {
  const [port, file, method, queries, seed] = process.argv.slice(2);
  const values = JSON.parse(fs.readFileSync(file, 'utf-8'));
  const config = write(
    [1, 'nasbench201'],
    [2, write([1, Number(method)])],
    [3, write([1, 'accuracy'])],
    [5, Number(queries)],
    [6, Number(seed)],
  );
  await untiring(port, 'CreateStudy', write([1, STUDY], [2, config]));
  for (let told = 0; told < Number(queries); ) {
    for (const proposal of await ask(port)) {
      const architecture = proposal.get(3)[0].toString();
      const value = values[architecture];
      const number = proposal.get(1)?.[0] ?? 0;
      const measurement = write([1, new Double(value)]);
      await untiring(port, 'Tell', write([1, STUDY], [2, number], [3, measurement]));
      told++;
      console.log(architecture + ' ' + value);
    }
  }
  const [best] = await untiring(port, 'Best', write([1, STUDY]));
  const architecture = read(best.get(2)[0]).get(3)[0].toString();
  console.log('best ' + architecture + ' ' + read(best.get(3)[0]).get(1)[0]);
  try {
    await call(port, 'Ask', write([1, 'none'], [2, 1]));
    throw new Error('a study that there is not answers');
  } catch (error) {
    if (error.code !== 5) {
      throw error;
    }
  }
  session.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
