package dev.weft.registry;

import dev.weft.model.resource.Resource;

/**
 * What a put left behind.
 *
 * @param resource as it now stands
 * @param created whether it was not there before
 */
public record Written(Resource resource, boolean created) {}
