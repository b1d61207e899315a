/**
 * The page that shows the mesh: its files, ready to be sent. The files lie beside this package as
 * resources and are no part of any build: what is written there is what a browser runs.
 *
 * <p>Start at {@link dev.weft.dashboard.Page}; the page itself starts at {@code app.js}. Safe for
 * use by any thread.
 */
@NullMarked
package dev.weft.dashboard;

import org.jspecify.annotations.NullMarked;
