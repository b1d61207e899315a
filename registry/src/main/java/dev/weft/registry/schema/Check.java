package dev.weft.registry.schema;

import java.util.function.Predicate;

/**
 * One demand on a value of the right type.
 *
 * @param accepted what would be right, in words
 */
record Check(String accepted, Predicate<Object> test) {
  boolean accepts(Object value) {
    return test.test(value);
  }
}
