package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Names;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The rules for naming a port of a container.
public final class PortRules {

  private PortRules() {}

  /// A port's number, or the name of one.
  public static void numberOrName(@Nullable JsonNode port, FieldPath path, FieldErrors errors) {
    if (port != null && port.isString()) {
      errors.eachInvalid(path, port.stringValue(), Names.portName(port.stringValue()));
    } else {
      long number = port == null ? 0 : port.asLong();
      errors.eachInvalid(path, number, Names.portNumber(number));
    }
  }
}
