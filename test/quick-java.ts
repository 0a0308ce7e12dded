/** Flags of a virtual machine that starts soon and is never fast. */
export const quickJava = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']
