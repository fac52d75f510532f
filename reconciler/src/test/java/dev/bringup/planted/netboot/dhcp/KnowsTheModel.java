package dev.bringup.planted.netboot.dhcp;

import dev.bringup.planted.model.DrawsLots;

public record KnowsTheModel(DrawsLots lots) {}
