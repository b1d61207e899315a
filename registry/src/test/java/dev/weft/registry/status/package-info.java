@org.jspecify.annotations.NullMarked
package dev.weft.registry.status;
