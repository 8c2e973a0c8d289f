/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/port_class.h"

#include <stddef.h>

#include "base/macro.h"

static const struct {
    uint16_t first, last;
    const char *name;
} classes[] = {
    { 22, 22, "ssh" },
    { 2222, 2222, "ssh" },
    { 80, 80, "web" },
    { 443, 443, "web" },
    { 8080, 8080, "web" },
    { 8443, 8443, "web" },
    { 2375, 2376, "docker" },
    { 1433, 1434, "database" },
    { 1521, 1521, "database" },
    { 2181, 2181, "queue" },
    { 2379, 2380, "database" },
    { 3306, 3306, "database" },
    { 33060, 33060, "database" },
    { 4222, 4222, "queue" },
    { 5432, 5433, "database" },
    { 5671, 5672, "queue" },
    { 5984, 5984, "database" },
    { 6379, 6379, "database" },
    { 7199, 7199, "database" },
    { 7474, 7474, "database" },
    { 7687, 7687, "database" },
    { 8086, 8086, "database" },
    { 8529, 8529, "database" },
    { 9042, 9042, "database" },
    { 9092, 9092, "queue" },
    { 9160, 9160, "database" },
    { 9200, 9200, "database" },
    { 9300, 9300, "database" },
    { 11211, 11211, "database" },
    { 15672, 15672, "admin" },
    { 16379, 16379, "database" },
    { 26257, 26257, "database" },
    { 26379, 26379, "database" },
    { 27017, 27019, "database" },
    { 28015, 28015, "database" },
    { 61616, 61616, "queue" },
};

const char *port_class(uint64_t port)
{
    for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
        if (port >= classes[i].first && port <= classes[i].last)
            return classes[i].name;
    return "other";
}
