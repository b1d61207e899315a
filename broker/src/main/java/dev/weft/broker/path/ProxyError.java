package dev.weft.broker.path;

/** Why the broker answers itself: RFC 9209, section 2.3, with the status each one gets. */
public enum ProxyError {
  DESTINATION_NOT_FOUND("destination_not_found", 404, "No such service"),
  DESTINATION_PROHIBITED("destination_ip_prohibited", 403, "No proxy for other addresses"),
  DESTINATION_UNAVAILABLE("destination_unavailable", 503, "No routee can take the call"),
  CONNECTION_REFUSED("connection_refused", 502, "The routee refused the connection"),
  CONNECTION_TIMEOUT("connection_timeout", 504, "The routee did not accept in time"),
  CONNECTION_FAILED("destination_ip_unroutable", 502, "The routee cannot be reached"),
  CONNECTION_TERMINATED("connection_terminated", 502, "The routee closed before it answered"),
  CONNECTION_LIMIT("connection_limit_reached", 503, "Too many calls to the service"),
  RESPONSE_TIMEOUT("http_response_timeout", 504, "The routee did not answer in time"),
  RESPONSE_INCOMPLETE("http_response_incomplete", 502, "The routee's answer broke off"),
  PROTOCOL_ERROR("http_protocol_error", 502, "The routee's answer is not HTTP"),
  REQUEST_TIMEOUT("http_request_error", 408, "The request did not arrive in time"),
  REQUEST_ERROR("http_request_error", 400, "The request is malformed"),
  LOOP("proxy_loop_detected", 508, "The call came back to this broker too often");

  private final String word;
  private final int status;
  private final String title;

  ProxyError(String word, int status, String title) {
    this.word = word;
    this.status = status;
    this.title = title;
  }

  /** As written in Proxy-Status. */
  public String word() {
    return word;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }
}
