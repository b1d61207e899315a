package dev.weft.model.mesh;

import java.util.Locale;

/** What is spoken on a port. */
public enum Protocol {
  HTTP,
  H2C,
  GRPC,
  TCP,
  AUTO;

  /** As written in resources. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
