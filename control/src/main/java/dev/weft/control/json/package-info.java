/**
 * JSON as the API takes and gives it: reading with limits and errors that name line and column, and
 * the three ways in which a document can be patched.
 *
 * <p>Start at {@link Json}. Documents are trees of JDK values, as in {@code
 * dev.weft.model.resource}. Everything here is a pure function, safe on any thread.
 */
@NullMarked
package dev.weft.control.json;

import org.jspecify.annotations.NullMarked;
