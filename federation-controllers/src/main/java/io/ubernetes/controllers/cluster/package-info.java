/// Keeps what is known of each member fresh: health, version, APIs, nodes, free room.
///
/// Owns the status of Clusters. Watches nodes and pods of each member (pods cut down to what
/// counts), and asks for health and version every few seconds. A member is called not ready only
/// after several failed probes over a while, and ready again only after several good ones: one lost
/// packet moves nothing. The status is written when it says something new, and otherwise seldom.
/// Start at [io.ubernetes.controllers.cluster.ClusterController].
@NullMarked
package io.ubernetes.controllers.cluster;

import org.jspecify.annotations.NullMarked;
