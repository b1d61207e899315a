package dev.weft.examples.shop;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What {@code pricing.proto} says: the call, and which field has which number. */
final class Quote {
  static final String SERVICE = "shop.v1.Pricing";

  static final int REQUEST_SKU = 1;
  static final int REQUEST_QUANTITY = 2;
  static final int REPLY_CENTS = 1;
  static final int REPLY_ANSWERED_BY = 2;

  static final MethodDescriptor<ProtoMessage, ProtoMessage> CALL = unary(SERVICE, "Quote");

  private Quote() {}

  /** A call of one message that is answered with one. */
  static MethodDescriptor<ProtoMessage, ProtoMessage> unary(String service, String method) {
    return MethodDescriptor.<ProtoMessage, ProtoMessage>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<ProtoMessage> {
    @Override
    public InputStream stream(ProtoMessage message) {
      return new ByteArrayInputStream(message.bytes());
    }

    @Override
    public ProtoMessage parse(InputStream stream) {
      try {
        return ProtoMessage.of(stream.readAllBytes());
      } catch (IllegalArgumentException e) {
        throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
