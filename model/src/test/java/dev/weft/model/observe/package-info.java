@org.jspecify.annotations.NullMarked
package dev.weft.model.observe;
