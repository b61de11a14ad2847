package io.ubernetes.apimachinery.openapi;

import java.util.List;

/// A path and what can be done there.
///
/// @param parameters those that all operations share
record PathItem(String path, List<Parameter> parameters, List<Operation> operations) {
  PathItem {
    parameters = List.copyOf(parameters);
    operations = List.copyOf(operations);
  }
}
