package dev.weft.examples.shop;

/**
 * Which process answers. Its line begins every answer, so that whoever looks sees the balancing.
 *
 * @param service for example {@code orders}
 * @param port that it listens on
 */
record Instance(String service, long pid, int port) {
  static Instance ofThisProcess(String service, int port) {
    return new Instance(service, ProcessHandle.current().pid(), port);
  }

  /** {@code orders pid 4711 port 8081}. */
  @Override
  public String toString() {
    return service + " pid " + pid + " port " + port;
  }
}
