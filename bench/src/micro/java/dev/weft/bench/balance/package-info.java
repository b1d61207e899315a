/**
 * What a pick costs, measured by JMH: {@code bench/balance}. Built by that command alone, as
 * nothing else needs JMH.
 */
package dev.weft.bench.balance;
