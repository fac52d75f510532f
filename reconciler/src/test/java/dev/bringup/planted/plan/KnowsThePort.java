package dev.bringup.planted.plan;

import dev.bringup.planted.model.DrawsLots;
import dev.bringup.planted.port.HasSixMethods;

public record KnowsThePort(HasSixMethods port, DrawsLots lots) {}
