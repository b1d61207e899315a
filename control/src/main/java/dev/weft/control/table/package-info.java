/**
 * How resources look as tables (meta.k8s.io/v1 Table): the only place that knows columns, for
 * {@code kubectl get} and {@code weft get} alike.
 *
 * <p>Start at {@link Tables}; each kind has its columns in a file of its own. Pure functions of
 * resources and the time they are asked for, safe on any thread.
 */
@NullMarked
package dev.weft.control.table;

import org.jspecify.annotations.NullMarked;
