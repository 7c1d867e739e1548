// SPDX-License-Identifier: MIT
/* One HTTP request, one answer. */
import http from 'node:http';

import { deferred, within } from './wait.mjs';

/* Resolves to {status, headers, body}; body is a Buffer. */
export function request(url, { method = 'GET', headers = {} } = {}) {
  const answer = deferred();
  const sent = http.request(url, { method, headers, agent: false }, (response) => {
    const parts = [];
    response.on('data', (part) => parts.push(part));
    response.on('error', answer.reject);
    response.on('end', () =>
      answer.resolve({
        status: response.statusCode,
        headers: response.headers,
        body: Buffer.concat(parts),
      }),
    );
  });
  sent.on('error', answer.reject);
  sent.end();
  return within(`an answer to ${method} ${url}`, answer.promise).finally(() => sent.destroy());
}

/* The answer's JSON; an answer other than 200 is a failure. */
export async function json(url) {
  const { status, body } = await request(url);
  if (status !== 200) {
    throw new Error(`${status} for ${url}: ${body}`);
  }
  return JSON.parse(body.toString());
}

/* 东镇/抽检.csv as part of an address: a NAME keeps its slashes. */
export function pathOf(name) {
  return name.split('/').map(encodeURIComponent).join('/');
}
