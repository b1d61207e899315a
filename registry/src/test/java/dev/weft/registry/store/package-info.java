/** Tests of stores: {@link StoreContract} holds for each of them. */
package dev.weft.registry.store;
