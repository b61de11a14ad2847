package io.ubernetes.apimachinery.server;

import io.ubernetes.model.Json;
import tools.jackson.databind.node.ObjectNode;

/// What `/version` says.
///
/// @param major of the Kubernetes version whose API is served
/// @param minor of it
/// @param gitVersion in full, such as `v1.36.2+ubernetes`
public record VersionInfo(String major, String minor, String gitVersion) {

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("major", major).put("minor", minor);
    json.put("gitVersion", gitVersion);
    json.put("gitCommit", "").put("gitTreeState", "clean").put("buildDate", "");
    json.put("goVersion", "").put("compiler", "javac");
    json.put(
        "platform",
        System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT)
            + "/"
            + System.getProperty("os.arch"));
    return json;
  }
}
