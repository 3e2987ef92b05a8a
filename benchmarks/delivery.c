/* Delivery, rule by rule, as in paradiplomacy.processes.delivery and its modules.

   A twin of the compiled rules, to be held against them: the same names, the same order of all
   operations, so that the same bits come out. What the rules mean is said there.

   tables.h is written from the declarations of the model. The functions at the end are what is
   called from outside; a world is the block of a workspace. */

#include "tables.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#if !defined(__x86_64__)
#include <time.h>
#endif

/* --- Order: as min and max of Python, which keep the first of equals ------------------------ */

static inline double min(double one, double other) { return other < one ? other : one; }

static inline double max(double one, double other) { return other > one ? other : one; }

/* --- Random numbers ------------------------------------------------------------------------- */

static const uint64_t GOLDEN = 0x9E3779B97F4A7C15u;
static const uint64_t MIX_1 = 0xBF58476D1CE4E5B9u;
static const uint64_t MIX_2 = 0x94D049BB133111EBu;
static const double ULP = 1.1102230246251565e-16;
static const int64_t NO_MONTH = (int64_t)1 << 30;

static inline uint64_t mixed(uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * MIX_1;
    bits = (bits ^ (bits >> 27)) * MIX_2;
    return bits ^ (bits >> 31);
}

static double uniform_of(const Clock *clock, int64_t month, int64_t stream, int64_t key,
                         int64_t draw)
{
    int64_t counter = (month * STREAMS_PER_MONTH + stream) * DRAWS_PER_STREAM + draw;
    uint64_t bits = mixed((uint64_t)key + (uint64_t)counter * GOLDEN);
    bits = mixed((bits ^ (uint64_t)clock->run_key) + GOLDEN);
    return (double)(int64_t)(bits >> 11) * ULP;
}

static double uniform(const Clock *clock, int64_t stream, int64_t key, int64_t draw)
{
    return uniform_of(clock, clock->month, stream, key, draw);
}

static double uniform_once(const Clock *clock, int64_t stream, int64_t key, int64_t draw)
{
    return uniform_of(clock, NO_MONTH, stream, key, draw);
}

static inline bool bernoulli(double u, double chance) { return u < chance; }

/* --- Standard forms ------------------------------------------------------------------------- */

static double logistic(double x)
{
    if (x >= 0.0)
        return 1.0 / (1.0 + exp(-min(x, 700.0)));
    double grown = exp(max(x, -700.0));
    return grown / (1.0 + grown);
}

static inline double geometric(double one, double other)
{
    return sqrt(max(one, 0.0) * max(other, 0.0));
}

static inline double toward_one(double level, double share)
{
    return level + share * (1.0 - level);
}

static double ces(double one, double other, double rho)
{
    if (one <= 0.0 || other <= 0.0)
        return 0.0;
    double weaker = min(one, other);
    double ratio = max(one, other) / weaker;
    return weaker * pow(0.5 + 0.5 * pow(ratio, rho), 1.0 / rho);
}

/* --- Journal -------------------------------------------------------------------------------- */

static void log_event(World *world, int64_t kind, int64_t partnership, int64_t city, int64_t ngo,
                      int64_t sector, int64_t programme)
{
    world->tallies[kind].count += 1;
    Clock *clock = world->clock;
    if (clock->logging == 0)
        return;
    if (clock->logged >= world->events_size) {
        clock->unlogged += 1;
        return;
    }
    Event *event = &world->events[clock->logged];
    event->month = clock->month;
    event->kind = kind;
    event->partnership = partnership;
    event->city = city;
    event->ngo = ngo;
    event->sector = sector;
    event->programme = programme;
    clock->logged += 1;
}

static void log_programme(World *world, int64_t kind, int64_t g)
{
    const Programme *programme = &world->programmes[g];
    log_event(world, kind, programme->partnership, NONE, programme->ngo, programme->sector,
              programme->ordinal);
}

/* --- Slots of a tie ------------------------------------------------------------------------- */

static inline int64_t first_slot(int64_t p) { return p * PROGRAMME_SLOTS; }

static inline int64_t past_slots(const World *world, int64_t p)
{
    return p * PROGRAMME_SLOTS + world->partnerships[p].slots;
}

static inline bool is_engaged(const Partnership *tie, int64_t n)
{
    for (int64_t k = 0; k < ENGAGED_SLOTS; k++)
        if (tie->engaged[k] == n)
            return true;
    return false;
}

/* --- Resources ------------------------------------------------------------------------------ */

static inline double rationed(double have, double needed)
{
    return needed > have ? have / needed : 1.0;
}

static double staff_of(const World *world, int64_t c)
{
    const City *city = &world->cities[c];
    return world->parameters->delivery.staff_per_capacity * city->capacity * city->office;
}

static inline double cost_share(const World *world, const Programme *programme, int64_t side)
{
    double lead_share = world->parameters->budgeting.lead_share;
    return programme->lead == side ? lead_share : 1.0 - lead_share;
}

static double covered(const World *world, const Programme *programme)
{
    double paid = 0.0;
    if (programme->lead != NGO_LEAD)
        for (int64_t side = 0; side < 2; side++)
            paid += cost_share(world, programme, side) * programme->paid[side];
    return paid;
}

static double open_part(const World *world, const Programme *programme)
{
    double cost = world->parameters->programme.cost[programme->scale];
    return cost * max(1.0 - covered(world, programme), 0.0);
}

static double needed_reserve(const World *world, const Programme *programme)
{
    double cost = world->parameters->programme.cost[programme->scale];
    return max((double)world->parameters->delivery.reserve, 1.0) * cost;
}

static void start(World *world, int64_t g)
{
    Programme *programme = &world->programmes[g];
    programme->status = RUNNING;
    programme->months_run = 0;
    programme->put_off = 0;
    for (int64_t payer = 0; payer < 3; payer++)
        programme->paid[payer] = 0.0;
    log_programme(world, PROGRAMME_STARTED, g);
}

static void wait_for_money(World *world, int64_t g)
{
    Programme *programme = &world->programmes[g];
    if (world->clock->month - programme->approved_at < world->parameters->gate.patience)
        return;
    programme->status = FREE;
    world->partnerships[programme->partnership].abandoned += 1;
    log_programme(world, PROGRAMME_ABANDONED, g);
}

static void start_programmes(World *world, int64_t c)
{
    City *city = &world->cities[c];
    double committed = 0.0;
    int64_t end = city->first_membership;
    while (end != NONE) {
        int64_t p = end / 2;
        int64_t side = end % 2;
        const Partnership *tie = &world->partnerships[p];
        end = tie->next[side];
        const City *partner = &world->cities[tie->cities[1 - side]];
        for (int64_t g = first_slot(p); g < past_slots(world, p); g++) {
            const Programme *programme = &world->programmes[g];
            if (programme->status != APPROVED || programme->lead != side)
                continue;
            double reserve = needed_reserve(world, programme);
            double own = reserve * cost_share(world, programme, side);
            double theirs = reserve * cost_share(world, programme, 1 - side);
            if (committed + own <= city->funds && theirs <= partner->funds) {
                committed += own;
                start(world, g);
            } else {
                city->asked += own / max((double)world->parameters->delivery.reserve, 1.0);
                wait_for_money(world, g);
            }
        }
    }
}

static void start_informal_programmes(World *world, int64_t n)
{
    const NGO *ngo = &world->ngos[n];
    if (ngo->active == 0)
        return;
    double committed = 0.0;
    int64_t end = world->cities[ngo->home].first_membership;
    while (end != NONE) {
        int64_t p = end / 2;
        const Partnership *tie = &world->partnerships[p];
        end = tie->next[end % 2];
        if (!is_engaged(tie, n))
            continue;
        for (int64_t g = first_slot(p); g < past_slots(world, p); g++) {
            const Programme *programme = &world->programmes[g];
            if (programme->status != APPROVED || programme->lead != NGO_LEAD ||
                programme->ngo != n)
                continue;
            double reserve = needed_reserve(world, programme);
            if (committed + reserve <= ngo->funds) {
                committed += reserve;
                start(world, g);
            } else {
                wait_for_money(world, g);
            }
        }
    }
}

static void pull_levers(World *world, int64_t c)
{
    const Parameters *parameters = world->parameters;
    City *city = &world->cities[c];
    double mandate = world->countries[city->country].monitoring_mandate;
    double cost = parameters->levers.unit_cost * (double)city->unit +
                  parameters->levers.broker_cost * (double)city->broker;
    cost += parameters->levers.dissemination_cost * city->dissemination;
    city->lever_share = rationed(city->funds, cost);
    double spent = min(cost, city->funds);
    city->asked += cost;
    city->funds -= spent;
    city->spent += spent;
    city->upkeep += spent;
    city->load = parameters->levers.monitoring_staff * max(city->monitoring, mandate);
    city->load += parameters->levers.dissemination_staff * city->dissemination;
    const double outside = 0.5 * (city->centre_effort + city->coordination_effort);
    const double effort = 0.5 * (outside + city->agency_effort);
    city->load += parameters->levers.coordination_staff * effort;
    city->upkeep_load = city->load;
}

static void resource_programmes(World *world, int64_t c)
{
    const Parameters *parameters = world->parameters;
    City *city = &world->cities[c];
    pull_levers(world, c);
    double owed = 0.0;
    int64_t running = 0;
    int64_t end = city->first_membership;
    while (end != NONE) {
        int64_t p = end / 2;
        int64_t side = end % 2;
        end = world->partnerships[p].next[side];
        for (int64_t g = first_slot(p); g < past_slots(world, p); g++) {
            const Programme *programme = &world->programmes[g];
            if (programme->status == RUNNING && programme->lead != NGO_LEAD) {
                running += 1;
                double share = cost_share(world, programme, side);
                owed += share * parameters->programme.cost[programme->scale];
                city->load += parameters->programme.staff[programme->scale];
            }
        }
    }
    double staff = staff_of(world, c);
    city->staff_share = rationed(staff, city->load);
    city->lever_share = min(city->lever_share, city->staff_share);
    double paid = rationed(city->funds, owed);
    double spent = min(owed, city->funds);
    city->asked += owed;
    city->funds -= spent;
    city->spent += spent;
    if (running == 0)
        return;
    end = city->first_membership;
    while (end != NONE) {
        int64_t p = end / 2;
        int64_t side = end % 2;
        Partnership *tie = &world->partnerships[p];
        end = tie->next[side];
        for (int64_t g = first_slot(p); g < past_slots(world, p); g++) {
            Programme *programme = &world->programmes[g];
            if (programme->status == RUNNING && programme->lead != NGO_LEAD) {
                programme->paid[side] = paid;
                double share = cost_share(world, programme, side);
                tie->paid[side] += paid * share * parameters->programme.cost[programme->scale];
            }
        }
    }
}

static void resource_informal(World *world, int64_t n)
{
    const Parameters *parameters = world->parameters;
    NGO *ngo = &world->ngos[n];
    if (ngo->active == 0)
        return;
    double owed = 0.0;
    double load = 0.0;
    int64_t running = 0;
    int64_t end = world->cities[ngo->home].first_membership;
    while (end != NONE) {
        int64_t p = end / 2;
        const Partnership *tie = &world->partnerships[p];
        end = tie->next[end % 2];
        if (!is_engaged(tie, n))
            continue;
        for (int64_t g = first_slot(p); g < past_slots(world, p); g++) {
            const Programme *programme = &world->programmes[g];
            if (programme->status == RUNNING && programme->ngo == n) {
                running += 1;
                owed += open_part(world, programme);
                load += parameters->programme.staff[programme->scale];
            }
        }
    }
    double staff = parameters->delivery.ngo_staff * ngo->capability;
    ngo->staff_share = rationed(staff, load);
    double paid = rationed(ngo->funds, owed);
    double spent = min(owed, ngo->funds);
    ngo->funds -= spent;
    ngo->spent += spent;
    if (running == 0)
        return;
    end = world->cities[ngo->home].first_membership;
    while (end != NONE) {
        int64_t p = end / 2;
        Partnership *tie = &world->partnerships[p];
        end = tie->next[end % 2];
        if (!is_engaged(tie, n))
            continue;
        for (int64_t g = first_slot(p); g < past_slots(world, p); g++) {
            Programme *programme = &world->programmes[g];
            if (programme->status == RUNNING && programme->ngo == n) {
                programme->paid[2] = paid;
                tie->paid[NGO_LEAD] += paid * open_part(world, programme);
            }
        }
    }
}

/* --- Backing -------------------------------------------------------------------------------- */

static inline double track_trust(const Partnership *tie, int64_t track)
{
    return 0.5 * (tie->trust[2 * track] + tie->trust[2 * track + 1]);
}

static double permission(const World *world, int64_t g)
{
    const Programme *programme = &world->programmes[g];
    if (programme->lead == NGO_LEAD)
        return 1.0;
    const Partnership *tie = &world->partnerships[programme->partnership];
    double one = world->cities[tie->cities[0]].vertical_coordination;
    double backed = min(one, world->cities[tie->cities[1]].vertical_coordination);
    return 1.0 - world->parameters->delivery.permits * programme->contact * (1.0 - backed);
}

static double disruption(const World *world, const Partnership *tie)
{
    int64_t variant = world->mechanisms->delivery;
    if (variant == NEUTRAL || variant == OFF)
        return 0.0;
    int64_t size = world->countries_size;
    int64_t one = world->cities[tie->cities[0]].country;
    int64_t other = world->cities[tie->cities[1]].country;
    double severity =
        max(world->severity[one * size + other], world->severity[other * size + one]);
    return world->parameters->delivery.suspension * severity;
}

static bool is_suspended(const World *world, int64_t g)
{
    const Programme *programme = &world->programmes[g];
    if (programme->lead == NGO_LEAD)
        return false;
    const Partnership *tie = &world->partnerships[programme->partnership];
    double chance = disruption(world, tie) * (1.0 - tie->trust[programme->lead]);
    if (chance == 0.0)
        return false;
    return bernoulli(uniform_once(world->clock, SUSPENSION, programme->key, 0), chance);
}

static double attendance(const World *world, const Partnership *tie)
{
    return 1.0 - disruption(world, tie) * (1.0 - track_trust(tie, SOCIETY));
}

/* --- Delivery ------------------------------------------------------------------------------- */

static void fade_contacts(World *world, int64_t p)
{
    Partnership *tie = &world->partnerships[p];
    if (tie->exists == 0)
        return;
    for (int64_t k = 0; k < tie->delivered_last[0]; k++)
        tie->contact = toward_one(tie->contact, world->parameters->delivery.contact_gain);
    tie->contact -= world->parameters->delivery.contact_decay * tie->contact;
}

static int64_t carrier(const Programme *programme)
{
    if (programme->lead == NGO_LEAD)
        return NGO_CARRIED;
    return programme->ngo == NONE ? G2G : HYBRID;
}

static double funding(const World *world, int64_t g)
{
    const Programme *programme = &world->programmes[g];
    double paid = covered(world, programme);
    return paid + (1.0 - paid) * programme->paid[2];
}

static double staffing(const World *world, int64_t g)
{
    const Programme *programme = &world->programmes[g];
    const Partnership *tie = &world->partnerships[programme->partnership];
    double best = 0.0;
    if (programme->lead != NGO_LEAD) {
        double one = world->cities[tie->cities[0]].staff_share;
        best = min(one, world->cities[tie->cities[1]].staff_share);
    }
    if (programme->ngo != NONE)
        best = max(best, world->ngos[programme->ngo].staff_share);
    return best;
}

static double participation(const World *world, int64_t g)
{
    const Programme *programme = &world->programmes[g];
    const Partnership *tie = &world->partnerships[programme->partnership];
    double best = 0.0;
    if (programme->lead != NGO_LEAD) {
        double one = world->cities[tie->cities[0]].participation;
        best = 0.5 * (one + world->cities[tie->cities[1]].participation);
        best *= attendance(world, tie);
    }
    if (programme->ngo != NONE)
        best = max(best, world->ngos[programme->ngo].legitimacy);
    return best;
}

static double strength(const World *world, int64_t g, int64_t side)
{
    const Parameters *parameters = world->parameters;
    const Programme *programme = &world->programmes[g];
    const Partnership *tie = &world->partnerships[programme->partnership];
    double best = 0.0;
    if (programme->lead != NGO_LEAD) {
        const City *city = &world->cities[tie->cities[side]];
        double together = geometric(city->horizontal_coordination, tie->coordination);
        double skill = pow(city->capacity * together, parameters->delivery.capacity_exponent);
        best = skill * pow(tie->commitment[side], parameters->delivery.commitment_exponent);
    }
    if (programme->ngo != NONE) {
        const NGO *ngo = &world->ngos[programme->ngo];
        double skill =
            pow(ngo->capability * ngo->transnational, parameters->delivery.capacity_exponent);
        best = max(best, skill);
    }
    return best;
}

static double chance_of_delivery(const World *world, int64_t g)
{
    const Parameters *parameters = world->parameters;
    int64_t variant = world->mechanisms->delivery;
    const Programme *programme = &world->programmes[g];
    if (variant == OFF)
        return 0.0;
    double money = funding(world, g);
    if (variant == NEUTRAL)
        return money > 0.0 ? parameters->delivery.neutral_chance : 0.0;
    double joint =
        ces(strength(world, g, 0), strength(world, g, 1), parameters->delivery.substitution);
    double turnout = participation(world, g);
    double reach =
        1.0 - programme->contact * (1.0 - pow(turnout, parameters->delivery.participation_exponent));
    const Partnership *tie = &world->partnerships[programme->partnership];
    double clarity =
        1.0 - parameters->delivery.distance_weight * tie->cultural_distance * (1.0 - tie->contact);
    double hands = staffing(world, g);
    double chance;
    if (variant == ADDITIVE_LOGIT) {
        double mean = (joint + programme->quality + hands + money + reach + clarity) / 6.0;
        chance = logistic(parameters->delivery.logit_intercept +
                        parameters->delivery.logit_slope * mean);
    } else {
        chance = parameters->delivery.scale * joint * programme->quality * hands * money * reach *
               clarity;
    }
    return min(chance, parameters->delivery.ceiling) * permission(world, g);
}

static inline void see(Partnership *tie, int64_t i, double weight, int64_t due, int64_t kept)
{
    tie->due[i] += weight * (double)due;
    tie->kept[i] += weight * (double)kept;
}

static int64_t venue(const World *world, const Programme *programme)
{
    const Partnership *tie = &world->partnerships[programme->partnership];
    int64_t one = world->cities[tie->cities[0]].key;
    int64_t other = world->cities[tie->cities[1]].key;
    bool lower = bernoulli(uniform(world->clock, VENUE, programme->key, 0), 0.5);
    return lower == (one < other) ? 0 : 1;
}

static void witness(World *world, int64_t g, int64_t due, int64_t kept)
{
    const Parameters *parameters = world->parameters;
    const Programme *programme = &world->programmes[g];
    Partnership *tie = &world->partnerships[programme->partnership];
    double turnout = participation(world, g);
    int64_t here = venue(world, programme);
    for (int64_t side = 0; side < 2; side++) {
        double observed = 1.0;
        if (programme->lead != NGO_LEAD) {
            observed = programme->contact * turnout;
            double weight = programme->lead == side ? parameters->trust.own_weight : 1.0;
            see(tie, 2 * GOVERNMENT + side, weight, due, kept);
        }
        double weight = here == side ? 1.0 : parameters->trust.away_weight;
        see(tie, 2 * SOCIETY + side, weight * observed, due, kept);
    }
    tie->moved_now += programme->contact * turnout * (double)kept;
    tie->taught_now += programme->knowledge * (double)kept;
    tie->spoken_now += programme->identity * (double)kept;
    for (int64_t side = 0; side < 2; side++) {
        const City *city = &world->cities[tie->cities[side]];
        double weight =
            world->agenda[tie->cities[side] * world->sectors_size + programme->sector];
        tie->benefit[side] += (double)kept * weight / max(city->agenda_top, 1e-9);
    }
}

static void attempt(World *world, int64_t g, int64_t due)
{
    Programme *programme = &world->programmes[g];
    Partnership *tie = &world->partnerships[programme->partnership];
    bool suspended = is_suspended(world, g);
    double chance = suspended ? 0.0 : chance_of_delivery(world, g);
    bool ceremonial = chance < world->parameters->delivery.floor && !suspended;
    int64_t kept = 0;
    for (int64_t k = 0; k < due; k++) {
        int64_t kind = MILESTONE_MISSED;
        if (ceremonial) {
            kind = CEREMONY;
            tie->ceremonies += 1;
        } else if (bernoulli(uniform(world->clock, MILESTONE, programme->key, k), chance)) {
            kind = MILESTONE_DELIVERED;
            kept += 1;
        }
        log_programme(world, kind, g);
    }
    tie->promised_now += due;
    tie->delivered_now[carrier(programme)] += kept;
    programme->reported = world->clock->month;
    programme->put_off = 0;
    programme->due_now = due;
    programme->kept_now = kept;
    witness(world, g, due, kept);
}

static void put_off(World *world, int64_t g, int64_t due)
{
    world->programmes[g].put_off += due;
    for (int64_t k = 0; k < due; k++)
        log_programme(world, MILESTONE_SUSPENDED, g);
}

static void run_month(World *world, int64_t g)
{
    Programme *programme = &world->programmes[g];
    int64_t scale = programme->scale;
    int64_t a_year = world->parameters->programme.milestones[scale];
    int64_t due = (programme->months_run + 1) * a_year / 12 - programme->months_run * a_year / 12;
    programme->months_run += 1;
    bool ends = programme->months_run >= world->parameters->programme.duration[scale];
    if (programme->put_off + due > 0) {
        if (is_suspended(world, g) && !ends)
            put_off(world, g, due);
        else
            attempt(world, g, programme->put_off + due);
    }
    if (ends) {
        programme->status = FREE;
        log_programme(world, PROGRAMME_COMPLETED, g);
    }
}

static void deliver(World *world, int64_t c)
{
    int64_t end = world->cities[c].first_membership;
    while (end != NONE) {
        int64_t p = end / 2;
        int64_t side = end % 2;
        end = world->partnerships[p].next[side];
        for (int64_t g = first_slot(p); g < past_slots(world, p); g++) {
            const Programme *programme = &world->programmes[g];
            if (programme->status == RUNNING && programme->lead == side)
                run_month(world, g);
        }
    }
}

static void deliver_informal(World *world, int64_t n)
{
    const NGO *ngo = &world->ngos[n];
    if (ngo->active == 0)
        return;
    int64_t end = world->cities[ngo->home].first_membership;
    while (end != NONE) {
        int64_t p = end / 2;
        const Partnership *tie = &world->partnerships[p];
        end = tie->next[end % 2];
        if (!is_engaged(tie, n))
            continue;
        for (int64_t g = first_slot(p); g < past_slots(world, p); g++) {
            const Programme *programme = &world->programmes[g];
            if (programme->status == RUNNING && programme->lead == NGO_LEAD &&
                programme->ngo == n)
                run_month(world, g);
        }
    }
}

/* --- What is called from outside ------------------------------------------------------------ */

/* Apply a rule to every row of a table, as every_row does for the compiled rules. */
#define EVERY_ROW(table, rule) \
    for (int64_t row = 0; row < world->table##_size; row++) \
        rule(world, row)

/* Run the steps of delivery, in the order of the schedule. */
void delivery(World *world)
{
    EVERY_ROW(cities, start_programmes);
    EVERY_ROW(ngos, start_informal_programmes);
    EVERY_ROW(cities, resource_programmes);
    EVERY_ROW(ngos, resource_informal);
    EVERY_ROW(partnerships, fade_contacts);
    EVERY_ROW(cities, deliver);
    EVERY_ROW(ngos, deliver_informal);
}

/* Read the counter of the processor, or the clock of the system in nanoseconds. */
static inline int64_t ticks(void)
{
#if defined(__x86_64__)
    return (int64_t)__builtin_ia32_rdtsc();
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
#endif
}

/* Return the time of delivery over all snapshots, each copied into the workspace before. */
int64_t delivery_time(World *world, unsigned char *memory, const unsigned char *snapshots,
                      int64_t count, int64_t size)
{
    int64_t total = 0;
    for (int64_t number = 0; number < count; number++) {
        memcpy(memory, snapshots + number * size, (size_t)size);
        int64_t before = ticks();
        delivery(world);
        total += ticks() - before;
    }
    return total;
}
