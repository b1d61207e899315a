package dev.weft.broker.message;

/** Copies requests' heads, for one that goes to two places. */
public final class HeadCopy {
  private HeadCopy() {}

  /** Fills a head with what another says; dropped fields are left out. */
  public static void of(Head request, Head into) {
    into.begin();
    System.arraycopy(request.bytes(), 0, into.room(request.size()), 0, request.size());
    into.filled(request.size());
    into.method(request.methodStart(), request.methodEnd());
    into.path(request.pathStart(), request.pathEnd());
    into.authority(request.authorityStart(), request.authorityEnd());
    into.secure(request.secure());
    into.proxied(request.proxied());
    into.bodyLength(request.bodyLength());
    into.tunnel(request.tunnel());
    for (int i = 0; i < request.fields(); i++) {
      if (!request.dropped(i)) {
        into.field(
            request.nameStart(i), request.nameEnd(i), request.valueStart(i), request.valueEnd(i));
      }
    }
  }
}
