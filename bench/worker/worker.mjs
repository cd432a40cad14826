// Runs as many verifications as a request asks for. Clocks stand still inside a request: the client times it.

import { engine } from 'claimgate';

import { makeContenders } from '../lib/web-contenders.mjs';

let contenders;

export default {
  async fetch(request) {
    const { setUp, copies, contender, calls, tampered } = await request.json();
    if (setUp !== undefined) {
      contenders = await makeContenders(setUp);
      return Response.json({ kernel: engine().kernel });
    }
    if (copies !== undefined) {
      contenders.makeCopies(copies);
      return Response.json({ copies });
    }
    const call = contenders[contender];
    try {
      for (let index = 0; index < calls; index += 1) {
        const result = call(tampered ? -1 : index);
        if (result instanceof Promise) await result;
      }
      return Response.json({ accepted: true });
    } catch {
      return Response.json({ accepted: false });
    }
  },
};
