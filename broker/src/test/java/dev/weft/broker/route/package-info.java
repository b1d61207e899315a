@org.jspecify.annotations.NullMarked
package dev.weft.broker.route;
