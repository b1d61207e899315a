package dev.weft.examples.shop;

/** An HTTP answer of plain text. */
record Answer(int status, String body) {
  static Answer ok(String body) {
    return new Answer(200, body);
  }

  /** The exception's message is the answer. */
  static Answer failed(int status, Exception reason) {
    return new Answer(status, String.valueOf(reason.getMessage()));
  }

  static Answer notFound(String path) {
    return new Answer(404, "there is nothing at " + path);
  }

  static Answer methodNotAllowed(String method) {
    return new Answer(405, method + " is not what this address is for");
  }
}
