/** The thread of s3-double.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { S3Question } from './s3-double.ts';
import { startS3Server } from './s3-server.ts';

// Written by startS3Double, in this process.
const { bucket, region } = workerData as { bucket: string; region: string };
const server = await startS3Server(bucket, region);

async function answer({ ask, key = '', at = 0, on = false }: S3Question): Promise<unknown> {
  const held = server.objects.get(key);
  switch (ask) {
    case 'url':
      return server.url;
    case 'object':
      return held;
    case 'keys':
      return [...server.objects.keys()].sort();
    case 'requests':
      return server.requests;
    case 'problems':
      return server.problems;
    case 'alter':
      if (held !== undefined) held.bytes[at] = (held.bytes[at] ?? 0) ^ 1;
      return undefined;
    case 'fail':
      return server.fail(on);
    case 'ignore':
      return server.ignoreConditions(on);
    case 'close':
      return await server.close();
  }
}

parentPort?.on('message', (question: S3Question) => {
  void answer(question).then((value) => parentPort?.postMessage({ id: question.id, value }));
});
