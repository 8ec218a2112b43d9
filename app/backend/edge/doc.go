// Package edge holds the acceptance tests of what other products cut themselves on (reference channels/edge-cases): each goes
// through the whole backend as an operator starts it, over real HTTP, on a real database, against the stand-ins of the
// networks. A test's name begins with the number of its case and ends with its network.
package edge
