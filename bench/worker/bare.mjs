// What the runtime itself needs on a cold isolate for the steps that a key set takes: a look at KV, and a request
// to the provider where there is one.

export default {
  async fetch(_request, env) {
    const stored = await env.JWKS.get('keys');
    if (env.JWKS_URL !== undefined) {
      const answer = await fetch(env.JWKS_URL);
      await answer.json();
    }
    return Response.json({ stored: stored !== null });
  },
};
