/**
 * Reads the core kinds as Kubernetes' protobuf, in which typed clients, {@code kubectl create}
 * among them, send them. Only reading: answers are JSON, which all of them take.
 *
 * <p>Start at {@link KubernetesProtobuf}. Pure functions.
 */
@NullMarked
package dev.weft.control.protobuf;

import org.jspecify.annotations.NullMarked;
