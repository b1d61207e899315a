@NullMarked
package dev.weft.probe.detect;

import org.jspecify.annotations.NullMarked;
