/** The thread behind tile-bucket.ts: reads one object after the other. */
import { answerQuestions, threadData } from '../blocking/answer-questions.ts';
import { type BucketPlace, s3Objects } from './s3-objects.ts';

// Written by tileBucket and bucketBlobs, in this process.
const objects = s3Objects(threadData() as BucketPlace);

answerQuestions(
  async (key) => (await objects.get(String(key)))?.bytes,
  () => Promise.resolve(objects.close()),
);
