/** The files of the folder CLAIMGATE_VECTORS by their path in it; none where it is not set. */
declare module 'virtual:claimgate-vectors' {
  const files: Readonly<Record<string, unknown>>;
  export default files;
}
