package dev.weft.control.protobuf;

/** Bytes that are no such document; the message says why and where. */
public final class ProtobufException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProtobufException(String message) {
    super(message);
  }
}
