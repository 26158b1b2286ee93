// The package's main entry cannot be loaded by Node; its bundle can, but has no types of its own.
declare module 'adaptivecards/dist/adaptivecards.js' {
  export * from 'adaptivecards';
}
