package io.ubernetes.cli.demo;

import io.ubernetes.model.ApiObject;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The ReplicaSet of the demo.
public final class Sample {

  private Sample() {}

  public static ApiObject replicaSet() throws IOException {
    try (InputStream file = Sample.class.getResourceAsStream("replicaset.yaml")) {
      return new ApiObject(new YAMLMapper().readerFor(ObjectNode.class).readValue(file));
    }
  }
}
