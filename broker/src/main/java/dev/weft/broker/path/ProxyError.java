package dev.weft.broker.path;

/**
 * Why the broker answers itself: RFC 9209, section 2.3, with the status each one gets, HTTP's and
 * gRPC's.
 */
public enum ProxyError {
  DESTINATION_NOT_FOUND("destination_not_found", 404, Grpc.UNIMPLEMENTED, "No such service"),
  DESTINATION_PROHIBITED(
      "destination_ip_prohibited", 403, Grpc.PERMISSION_DENIED, "No proxy for other addresses"),
  DESTINATION_UNAVAILABLE(
      "destination_unavailable", 503, Grpc.UNAVAILABLE, "No routee can take the call"),
  MISDIRECTED("http_request_denied", 421, Grpc.UNAVAILABLE, "Another connection's call"),
  CERTIFICATE_REFUSED(
      "tls_certificate_error", 502, Grpc.UNAVAILABLE, "The routee is not who it should be"),
  TLS_FAILED("tls_protocol_error", 502, Grpc.UNAVAILABLE, "No TLS with the routee"),
  DNS_ERROR("dns_error", 502, Grpc.UNAVAILABLE, "The routee's host has no address"),
  DNS_TIMEOUT("dns_timeout", 504, Grpc.UNAVAILABLE, "The routee's host was not found in time"),
  CONNECTION_REFUSED(
      "connection_refused", 502, Grpc.UNAVAILABLE, "The routee refused the connection"),
  CONNECTION_TIMEOUT(
      "connection_timeout", 504, Grpc.UNAVAILABLE, "The routee did not accept in time"),
  CONNECTION_FAILED(
      "destination_ip_unroutable", 502, Grpc.UNAVAILABLE, "The routee cannot be reached"),
  CONNECTION_TERMINATED(
      "connection_terminated", 502, Grpc.UNAVAILABLE, "The routee closed before it answered"),
  CONNECTION_LIMIT(
      "connection_limit_reached", 503, Grpc.RESOURCE_EXHAUSTED, "Too many calls to the service"),
  RESPONSE_TIMEOUT(
      "http_response_timeout", 504, Grpc.DEADLINE_EXCEEDED, "The routee did not answer in time"),
  PROTOCOL_ERROR("http_protocol_error", 502, Grpc.INTERNAL, "The routee's answer is not HTTP"),
  REQUEST_TIMEOUT("http_request_error", 408, Grpc.CANCELLED, "The request did not arrive in time"),
  REQUEST_ERROR("http_request_error", 400, Grpc.INTERNAL, "The request is malformed"),
  ROUTE_LEADS_NOWHERE(
      "proxy_configuration_error", 500, Grpc.UNAVAILABLE, "The call's route leads nowhere"),
  FAULT_INJECTED("http_request_denied", 503, Grpc.UNAVAILABLE, "A fault on purpose"),
  LOOP("proxy_loop_detected", 508, Grpc.INTERNAL, "The call came back to this broker too often");

  private final String word;
  private final int status;
  private final int grpcStatus;
  private final String title;

  ProxyError(String word, int status, int grpcStatus, String title) {
    this.word = word;
    this.status = status;
    this.grpcStatus = grpcStatus;
    this.title = title;
  }

  /** As written in Proxy-Status. */
  public String word() {
    return word;
  }

  public int status() {
    return status;
  }

  /** gRPC's status code (gRPC, "Status codes and their use"). */
  public int grpcStatus() {
    return grpcStatus;
  }

  public String title() {
    return title;
  }

  /** gRPC's codes that are used here. */
  private static final class Grpc {
    private static final int CANCELLED = 1;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;
  }
}
