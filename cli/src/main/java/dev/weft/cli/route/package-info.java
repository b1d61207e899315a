/**
 * Routes for people: what a route does and what became of it ({@link
 * dev.weft.cli.route.RouteDescription}), and the ones that commands write ({@link
 * dev.weft.cli.route.Shift}). On the command's thread.
 */
@NullMarked
package dev.weft.cli.route;

import org.jspecify.annotations.NullMarked;
