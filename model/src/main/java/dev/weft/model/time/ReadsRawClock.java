package dev.weft.model.time;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks one of the few places that may read the machine's clock or sleep although the build forbids
 * it. Say the reason in {@link #value}.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface ReadsRawClock {
  /** Why the injected clock does not do here. */
  String value();
}
