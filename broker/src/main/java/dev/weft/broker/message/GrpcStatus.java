package dev.weft.broker.message;

/** The status of a gRPC answer, in its head or its trailers (gRPC over HTTP/2, "Responses"). */
public final class GrpcStatus {
  private static final int MOST = 99;

  private GrpcStatus() {}

  /** 0 to 99; −1 if there is none that is a number. */
  public static int of(Head answer) {
    int field = answer.find(Known.GRPC_STATUS, 0);
    if (field < 0) {
      return -1;
    }
    int status = 0;
    for (int i = answer.valueStart(field); i < answer.valueEnd(field); i++) {
      byte digit = answer.bytes()[i];
      status = status * 10 + digit - '0';
      if (digit < '0' || digit > '9' || status > MOST) {
        return -1;
      }
    }
    return answer.valueEnd(field) > answer.valueStart(field) ? status : -1;
  }
}
