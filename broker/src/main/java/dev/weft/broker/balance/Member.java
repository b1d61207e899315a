package dev.weft.broker.balance;

/**
 * One routee when it is decided which of them share the calls.
 *
 * @param tier of priority, 0 the most preferred
 * @param zone empty where none is known
 * @param weight above 0
 * @param part of its weight that it gets, 0 to 1: less while it starts slowly, or does worse than
 *     its peers
 * @param passing whether it is not ejected
 */
public record Member(int tier, String zone, int weight, double part, boolean passing) {}
